"""The web server of the container."""

import os

bind = "0.0.0.0:8000"  # the container's own network
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
# Loaded once: what is unfit is said once, and memory is shared.
preload_app = True
max_requests = 5000
max_requests_jitter = 500
timeout = 60
graceful_timeout = 30
# A heartbeat file on a disk can block a worker; memory cannot.
worker_tmp_dir = "/dev/shm"  # noqa: S108
control_socket_disable = True
accesslog = "-"
# The path without the query: what people search for does not belong in a log.
access_log_format = '%({x-forwarded-for}i)s "%(m)s %(U)s" %(s)s %(B)s %(M)sms'
