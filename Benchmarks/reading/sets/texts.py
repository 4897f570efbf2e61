"""Numbers with marks, as people write them."""


def whole(random, low, high):
    return int(random.integers(low, high))


def grouped(number, sign):
    return f"{number:,}".replace(",", sign)


def amount(random):
    """A price, in the forms of several countries."""
    units = int(10 ** random.uniform(0, 5))
    cents = int(random.choice([0, 50, 95, 99, whole(random, 0, 100)]))
    form = whole(random, 0, 9)
    if form == 0:
        return f"${units}.{cents:02}"
    if form == 1:
        return f"${grouped(units, ',')}.{cents:02}"
    if form == 2:
        return f"${grouped(units, ',')}"
    if form == 3:
        return f"€{units},{cents:02}"
    if form == 4:
        return f"{grouped(units, '.')},{cents:02}€"
    if form == 5:
        return f"{units},{cents:02}"
    if form == 6:
        return f"{grouped(units, ',')}.{cents:02}"
    if form == 7:
        return f"€{units}.{cents:02}"
    return f"{units}.{cents:02}"


def date(random):
    day, month, year = whole(random, 1, 29), whole(random, 1, 13), whole(random, 1950, 2031)
    sign = str(random.choice(["/", "-", "."], p=[0.5, 0.25, 0.25]))
    form = whole(random, 0, 4)
    if form == 0:
        return f"{day:02}{sign}{month:02}{sign}{year}"
    if form == 1:
        return f"{month}{sign}{day}{sign}{year % 100:02}"
    if form == 2:
        return f"{year}-{month:02}-{day:02}"
    return f"{day}{sign}{month}{sign}{year % 100:02}"


def time(random):
    hour, minute = whole(random, 0, 24), whole(random, 0, 60)
    form = whole(random, 0, 4)
    if form == 0:
        return f"{hour:02}:{minute:02}"
    if form == 1:
        return f"{hour}:{minute:02}:{whole(random, 0, 60):02}"
    if form == 2:
        return f"{whole(random, 0, 10)}:{minute:02}.{whole(random, 0, 100):02}"
    return f"{hour}:{minute:02}"


def fraction(random):
    below = int(random.choice([2, 3, 4, 5, 8, 10, 12, 16, 20, 30, 50, 100]))
    return f"{whole(random, 1, below + 1)}/{below}"


def phone(random):
    block = lambda count: "".join(str(digit) for digit in random.integers(0, 10, count))
    form = whole(random, 0, 5)
    if form == 0:
        return f"{block(3)}-{block(4)}"
    if form == 1:
        return f"({block(3)}) {block(3)}-{block(4)}"
    if form == 2:
        return f"{block(3)}-{block(3)}-{block(4)}"
    if form == 3:
        return f"+{whole(random, 1, 99)} {block(3)} {block(4)}"
    return f"0{block(3)}/{block(6)}"


def negative(random):
    number = str(int(10 ** random.uniform(0, 4)))
    form = whole(random, 0, 4)
    if form == 0:
        return f"({grouped(int(number), ',')}.{whole(random, 0, 100):02})"
    if form == 1:
        return f"({number})"
    if form == 2:
        return f"-{number}.{whole(random, 0, 10)}"
    return f"-{number}"


def score(random):
    sign = str(random.choice(["-", ":"]))
    return f"{whole(random, 0, 22)}{sign}{whole(random, 0, 22)}"


def signed(random):
    form = whole(random, 0, 3)
    if form == 0:
        return f"+{whole(random, 1, 100)}"
    if form == 1:
        return f"+{whole(random, 0, 10)}.{whole(random, 0, 100):02}"
    return f"{whole(random, 1, 100)}+{whole(random, 1, 100)}"


def numbered(random):
    return f"#{int(10 ** random.uniform(0, 5))}"


def decimal(random):
    sign = str(random.choice([".", ","]))
    return f"{int(10 ** random.uniform(0, 3)) - 1}{sign}{int(10 ** random.uniform(0, 3))}"


KINDS = {kind.__name__: kind for kind in (amount, date, time, fraction, phone, negative, score, signed, numbered, decimal)}
