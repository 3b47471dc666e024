"""How gateways write a Vietnamese phone number that people write in many ways."""

from alerts.relay.channels.channel import ChannelFailed


def as_84(phone: str) -> str:
    """`84901234567` for 0901 234 567 and +84.901.234.567. Raises ChannelFailed for what is no number."""
    digits = "".join(letter for letter in phone if letter.isascii() and letter.isdigit())
    national = digits[2:] if digits.startswith("84") and len(digits) > 10 else digits.removeprefix("0")
    if not 8 <= len(national) <= 10:
        raise ChannelFailed("the phone number of who is on duty is none", permanent=True)
    return f"84{national}"


def written(phone: str, form: str) -> str:
    """The number as a gateway wants it: `national` (0901234567), `84` or `+84`."""
    number = as_84(phone)
    return {"national": f"0{number[2:]}", "84": number, "+84": f"+{number}"}[form]
