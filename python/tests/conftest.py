"""Texts that several tests read."""

import pytest

FERRY = (
    "The ferry to the outer islands runs again after nine weeks in dock, the port said on Friday, "
    "and tickets that were bought before the repair stay valid until the end of the season."
)
COUNCIL = "Council members vote on the new library on Thursday evening, after a month of delay."
NOTICE = (
    "Fahrgäste werden gebeten, für die Überfahrt zu den äußeren Inseln bis auf Weiteres die "
    "nördliche Brücke zu benutzen; alte Fahrscheine gelten auch dort, und wer im Voraus bezahlt "
    "hat, bekommt die Gebühr für das Gepäck am Schalter zurück."
)


@pytest.fixture
def ferry():
    return FERRY


@pytest.fixture
def council():
    return COUNCIL


@pytest.fixture
def notice():
    return NOTICE


@pytest.fixture
def crowd():
    """Many documents, some of them near others: (id, text)."""

    def text(number):
        words = [f"w{(number // 3) * 31 + word}" for word in range(60)]
        words[number % 3 * 7] = f"changed{number}"
        return " ".join(words)

    return [(f"d{number}", text(number)) for number in range(6000)]
