"""The command line: `python -m sandbox demo` runs the bot against the sandbox; `serve` runs the sandbox alone."""

import argparse
import sys
import threading

from sandbox.demo import demo
from sandbox.server import Sandbox


def main() -> int:
    """Runs one command; 0 when it went well."""
    asked = _parser().parse_args()
    if asked.command == "demo":
        return demo(once=asked.once, port=asked.port)
    return _serve(asked.port, asked.smtp_port, asked.request_url)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A stand-in Slack workspace and mailbox.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    demo_help = "The real bot against the sandbox, opened on a lived-in story."
    its = commands.add_parser("demo", help=demo_help, description=demo_help)
    its.add_argument("--once", action="store_true", help="play the opening script, print it, and end")
    its.add_argument("--port", type=int, default=0, help="the page's port (any free one unless given)")
    serve_help = "The sandbox alone, for a bot you start yourself."
    its = commands.add_parser("serve", help=serve_help, description=serve_help)
    its.add_argument("--port", type=int, default=0, help="the port of the page and of Slack's addresses")
    its.add_argument("--smtp-port", type=int, default=0, help="the mailbox's port")
    its.add_argument("--request-url", help="where the bot takes Slack's requests; without it, Socket Mode")
    return parser


def _serve(port: int, smtp_port: int, request_url: str | None) -> int:
    try:
        sandbox = Sandbox(port=port, smtp_port=smtp_port, redeliver_every=1.0)
    except OSError as trouble:
        print(f"The sandbox cannot listen there: {trouble.strerror}.", file=sys.stderr)
        return 1
    sandbox.request_url = request_url
    with sandbox:
        print(f"{sandbox.url}\n\nSettings for a bot:")
        print(f"SLACK_API_URL={sandbox.api_url}\nSLACK_BOT_TOKEN={sandbox.bot_token}")
        print(
            f"SLACK_SIGNING_SECRET={sandbox.signing_secret}" if request_url else f"SLACK_APP_TOKEN={sandbox.app_token}"
        )
        print(f"SMTP_HOST=127.0.0.1\nSMTP_PORT={sandbox.smtp_port}\nSMTP_TLS=none\nSMTP_FROM=parley@northwind.example")
        print("\nCtrl-C stops.", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print("\nStopped.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
