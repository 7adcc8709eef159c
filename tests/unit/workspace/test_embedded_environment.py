"""The workspace's server runs as an account of its own and is told nothing that it does not need."""

from __future__ import annotations

from pathlib import Path

import pytest

from lunara.workspace.embedded import EmbeddedServer


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")
def test_the_server_is_not_handed_our_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GEMINI_API_KEY", "LUNARA_SECRET_KEY", "LUNARA_DATABASE_URL", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "do-not-tell")
    server = EmbeddedServer(tmp_path / "home")
    try:
        server.address()
        pid = server._running_pid()
        told = Path(f"/proc/{pid}/environ").read_bytes().decode()
        assert "do-not-tell" not in told
        assert "PATH=" in told
    finally:
        server.leave()
