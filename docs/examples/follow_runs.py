"""Follows runs from a script: every change once, over broken connections and restarts. `python follow_runs.py`."""

import http.client
import json
import sys
import time


def follow(host, last="", pause=2.0):
    """Yield (name, data) of each change, for ever; from now on, or from behind the entry `last`."""
    while True:
        connection = http.client.HTTPConnection(host, timeout=60)
        try:
            headers = {"Last-Event-ID": last} if last else {}
            connection.request("GET", "/penstock/run_events", headers=headers)
            for number, name, data in messages(connection.getresponse()):
                if name == "penstock.runs":  # the first one: where the log stands now
                    last = last or str(data["seq"])
                    continue
                last = number or last
                yield name, data
        except (OSError, http.client.HTTPException) as error:
            sys.stderr.write(f"away: {error}\n")
        finally:
            connection.close()
        time.sleep(pause)


def messages(lines):
    """The server-sent events in `lines` as (id, name, data)."""
    number, name, text = "", "", []
    for line in lines:
        field, _, value = line.decode().rstrip("\r\n").partition(":")
        value = value.removeprefix(" ")
        if field == "id":
            number = value
        elif field == "event":
            name = value
        elif field == "data":
            text.append(value)
        elif not field and not value and name:
            yield number, name, json.loads("\n".join(text))
            number, name, text = "", "", []


if __name__ == "__main__":
    for name, data in follow(sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:8189"):
        sys.stdout.write(f"{name} {data.get('title', '')} {data.get('progress', '')}\n")
