"""How a reminder goes out: a webhook or a mail command, as `reminder.toml` of the store says."""

import json
import subprocess
import tomllib
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.store import Store

SECONDS = 10
SHOWN = 200
KNOWN = {"link": set(), "webhook": {"url"}, "mail": {"command", "to"}}


class NotConfigured(ValueError):
    """`reminder.toml` cannot be used; the message says what is wrong and how it should be."""


class NotSent(Exception):
    """A reminder did not go out; the message says why."""


@dataclass(frozen=True)
class Transports:
    """Name → what sends a message, and the address of a case's page with {case_id} in it, or None."""

    senders: dict[str, Callable[[dict[str, Any]], None]]
    link: str | None


def read_transports(store: Store) -> Transports:
    """The transports of `reminder.toml`; none when there is no such file. Raises NotConfigured."""
    path = store.root / "reminder.toml"
    if not path.exists():
        return Transports({}, None)
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise NotConfigured(f"{path} is not TOML: {error}. See docs/reminders.md.") from error
    unknown = [name for name in read if name not in KNOWN]
    unknown += [f"{name}.{key}" for name in read.keys() & KNOWN for key in set(read[name]) - KNOWN[name] if KNOWN[name]]
    if unknown:
        raise NotConfigured(
            f"{path} has {', '.join(sorted(unknown))}, which vigil does not know. See docs/reminders.md."
        )
    senders: dict[str, Callable[[dict[str, Any]], None]] = {}
    if "webhook" in read:
        senders["webhook"] = _webhook(path, read["webhook"].get("url"))
    if "mail" in read:
        senders["mail"] = _mail(path, read["mail"].get("command"), read["mail"].get("to"))
    return Transports(senders, read.get("link"))


def _webhook(path: Path, url: object) -> Callable[[dict[str, Any]], None]:
    if not isinstance(url, str) or not url.startswith(("https://", "http://")):
        raise NotConfigured(f"{path}: webhook.url must be an address that begins with https:// or http://.")
    opener = urllib.request.build_opener(_NoRedirect)

    def send(message: dict[str, Any]) -> None:
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(message["reminder_id"])}
        request = urllib.request.Request(url, json.dumps(message).encode(), headers, method="POST")
        try:
            with opener.open(request, timeout=SECONDS):
                return
        except urllib.error.HTTPError as error:
            error.close()
            raise NotSent(f"the webhook answered {error.code}") from error
        except (OSError, ValueError) as error:
            raise NotSent(f"the webhook could not be reached ({type(error).__name__})") from error

    return send


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A message goes where the configuration says, or not at all."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _mail(path: Path, command: object, to: object) -> Callable[[dict[str, Any]], None]:
    if not isinstance(command, list) or not command or not all(isinstance(part, str) for part in command):
        raise NotConfigured(f'{path}: mail.command must be a list of texts, such as ["/usr/sbin/sendmail", "-t"].')
    if not isinstance(to, str) or not to.strip() or "\n" in to:
        raise NotConfigured(f"{path}: mail.to must be an address.")

    def send(message: dict[str, Any]) -> None:
        try:
            subprocess.run(
                command, input=_letter(message, to), capture_output=True, text=True, check=True, timeout=SECONDS
            )
        except subprocess.CalledProcessError as error:
            said = " ".join((error.stderr or "").split())[:SHOWN]
            raise NotSent(f"the mail command ended with {error.returncode}{': ' + said if said else ''}") from error
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NotSent(f"the mail command could not be run ({type(error).__name__})") from error

    return send


def _letter(message: dict[str, Any], to: str) -> str:
    repeat = (
        "This may have reached you before: how an earlier attempt ended is not known.\n" if message["is_repeat"] else ""
    )
    link = f"{message['link']}\n" if message["link"] else ""
    sentence = message["sentence"]
    return f"To: {to}\nSubject: Vigil: {sentence}\n\n{sentence}\n{link}{repeat}{message['reminder_id']}\n"
