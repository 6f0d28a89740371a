"""Asking for a new password, and choosing one."""

from django.contrib.auth import views
from django.urls import path

urlpatterns = [
    path("reset", views.PasswordResetView.as_view(
        template_name="form.html", email_template_name="mail.txt", html_email_template_name="mail.html",
        subject_template_name="subject.txt", success_url="/sent",
    )),
    path("reset/<uidb64>/<token>", views.PasswordResetConfirmView.as_view(
        template_name="form.html", success_url="/sent",
    ), name="confirm"),
]  # fmt: skip
