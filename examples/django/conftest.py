"""Django as its test runner sets it up, with a database of its own; pytest-django does the same."""

import os

import django
import pytest
from django.test.utils import get_runner, setup_test_environment, teardown_test_environment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
django.setup()


@pytest.fixture(scope="session", autouse=True)
def database():
    """A database for the tests, in memory."""
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = ":memory:"
    setup_test_environment()
    runner = get_runner(settings)(verbosity=0, interactive=False)
    made = runner.setup_databases()
    yield
    runner.teardown_databases(made)
    teardown_test_environment()


@pytest.fixture(autouse=True)
def mail(mailtrap):
    """Every test has its own inbox, and Django sends there."""
    mailtrap.use_django()
