"""Logging in and out."""

from __future__ import annotations

from django.contrib.auth.views import LoginView, LogoutView

from review.forms import LoginForm


class Login(LoginView):
    template_name = "login.html"
    form_class = LoginForm
    next_page = "projects"
    redirect_authenticated_user = True


class Logout(LogoutView):
    next_page = "login"
