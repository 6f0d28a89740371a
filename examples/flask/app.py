"""A shop that lets people in by a code: ``mailtrap run -- flask run`` sends to a catcher."""

import os
import secrets

from flask import Flask, request
from flask_mail import Mail, Message

app = Flask(__name__)
app.config.update(
    MAIL_SERVER=os.environ.get("SMTP_HOST", "localhost"),
    MAIL_PORT=int(os.environ.get("SMTP_PORT", "1025")),
    MAIL_DEFAULT_SENDER=("Shop", "shop@shop.test"),
)
post = Mail(app)
codes: dict[str, str] = {}


@app.post("/sign-up")
def sign_up():
    """Send a code to an address."""
    address = request.form["email"]
    codes[address] = f"{secrets.randbelow(900_000) + 100_000}"
    post.send(Message("Welcome to the shop", [address], f"Your code is {codes[address]}."))
    return "", 202


@app.post("/confirm")
def confirm():
    """Take the code."""
    right = codes.get(request.form["email"]) == request.form["code"]
    return ("", 204) if right else ("that is not the code", 403)
