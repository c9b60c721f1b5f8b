"""How soon a rerun begins, with the times of the real settings."""

import time
from pathlib import Path

import pytest

from tests.jobs.counting import STEPS, ask, effects_of, starts, wait_until_done, wait_until_running
from tests.services import Redis, Workers

pytestmark = [pytest.mark.worker, pytest.mark.usefixtures("lasting_effects")]


def test_with_the_real_figures_a_rerun_begins_within_30_seconds_of_the_death_of_the_whole_worker(
    redis_server: Redis, tmp_path: Path
) -> None:
    redis_server.client().flushall()
    workers = Workers(tmp_path, JOBS_HEARTBEAT_SECONDS=2, JOBS_STALE_SECONDS=15, JOBS_RING_AGAIN_SECONDS=5)
    workers.start()
    try:
        job_id = ask(tmp_path / "log")
        wait_until_running(tmp_path / "log")
        killed = time.time()
        workers.kill()
        workers.start()
        wait_until_running(tmp_path / "log", times=2)
        assert starts(tmp_path / "log")[1][1] - killed <= 30
        wait_until_done(job_id)
    finally:
        workers.kill()
    assert effects_of(job_id) == STEPS
