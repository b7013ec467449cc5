import socket
import warnings

from aerotwin.runtime.spark.interrupt import interrupt


def test_a_server_that_is_gone_is_no_matter_to_speak_of() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        "SPARK_REMOTE": f"sc://localhost:{port}",
        "AEROTWIN_SPARK_SESSION": "6dc97a56-f105-4826-828b-d1b11b9a9ba9",
    }
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        interrupt(environment)
