"""The screens on which pages are checked, and the checks for each of them."""

import pathlib

#: Width, height, whether it is dark, and the suffix of screenshots' names.
DESKTOP, TABLET, PHONE = (1280, 800, False, ""), (768, 1024, False, "-tablet"), (390, 844, False, "-phone")
DARK, DARK_TABLET, DARK_PHONE = (1280, 800, True, "-dark"), (768, 1024, True, "-tablet-dark"), (390, 844, True, "-phone-dark")

#: The screens of a check, and those for screenshots too.
CHECKED, SHOWN = (DESKTOP, PHONE, DARK), (DESKTOP, TABLET, PHONE, DARK, DARK_TABLET, DARK_PHONE)


def on_each(check, folder=None, screens=CHECKED):
    """Calls ``check`` with each screen and the folder for screenshots, which is created; with a folder, on all screens."""
    if folder:
        pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
    for screen in SHOWN if folder else screens:
        check(screen, folder)


class Shots:
    """Sets a browser to a screen. If called with the name of a section, it checks accessibility and takes a screenshot."""

    def __init__(self, browser, screen, folder, prefix=""):
        (self.width, self.height, self.is_dark, self.name), self.browser, self.folder, self.prefix = screen, browser, folder, prefix
        browser.size(self.width, self.height, self.is_dark)

    def __call__(self, part):
        accessibility(self.browser)
        if self.folder:
            self.browser.screenshot(pathlib.Path(self.folder, f"{self.prefix}{part}{self.name}.png"))


def accessibility(browser):
    """Everything that can be clicked has a name, and nothing is wider than the screen."""
    for node in browser.call("Accessibility.getFullAXTree")["nodes"]:
        role, name = node.get("role", {}).get("value"), node.get("name", {}).get("value", "")
        if role in ("button", "tab", "slider", "radio", "combobox", "textbox", "image", "img") and not node.get("ignored"):
            assert name or role == "image", f"a {role} without a name"
    wide = browser.run("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"the page is {wide} pixels too wide"
