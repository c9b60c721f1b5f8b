# The county's server: one image for web, worker, beat and migrate (docker-compose.yml says which it is).

# htmx from the npm registry, by the lock file.
FROM node:22-bookworm-slim AS scripts
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

# What runs, without what builds: Debian 12, Python 3.11, the libraries of the documents.
FROM python:3.11-slim-bookworm AS base
ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PATH=/opt/venv/bin:$PATH \
    XDG_CACHE_HOME=/tmp \
    DJANGO_SETTINGS_MODULE=electionadmin.settings.production
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libfontconfig1 \
        libharfbuzz-subset0 \
        libpango-1.0-0 \
        libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 electionadmin \
    && useradd --system --uid 10001 --gid electionadmin --home-dir /nonexistent --shell /usr/sbin/nologin electionadmin
WORKDIR /app

# Python packages, each by its hash.
FROM base AS packages
COPY requirements/production.txt requirements/production.txt
RUN python -m venv /opt/venv \
    && pip install --no-cache-dir --require-hashes --requirement requirements/production.txt

# The faces of the documents, single ones cut out of the packages' collections and indexed: the container's own disk is
# read-only later, and no other face shall be there. A county's licensed ones are mounted at /app/var/own-fonts.
FROM packages AS fonts
COPY scripts/fonts.sh scripts/make_fonts.py scripts/
RUN apt-get update \
    && apt-get install --yes --no-install-recommends fontconfig fonts-noto-cjk \
    && scripts/fonts.sh /app/var/fonts /opt/venv/bin/python \
    && rm -rf /var/lib/apt/lists/*

# Translations compiled, static files collected under names that carry their digest.
FROM packages AS assembled
RUN apt-get update \
    && apt-get install --yes --no-install-recommends gettext \
    && rm -rf /var/lib/apt/lists/*
COPY . .
COPY --from=scripts /build/node_modules/htmx.org/dist node_modules/htmx.org/dist
# The settings want to be complete; these values end with this line.
RUN export SECRET_KEY=build ENCRYPTION_KEYS=build:00 INDEX_KEY=00 ALLOWED_HOSTS=build REDIS_URL=redis://build \
        DATABASE_URL=postgresql://build MEDIA_ROOT=/tmp STATIC_ROOT=/app/var/static \
    && python manage.py compilemessages --verbosity 0 \
    && python manage.py collectstatic --noinput --verbosity 0 \
    && python -m compileall -q /app

FROM base
COPY --from=packages /opt/venv /opt/venv
COPY --from=assembled /app /app
COPY --from=fonts /app/var/fonts /app/var/fonts
COPY --from=fonts /app/var/font-cache /app/var/font-cache
RUN install --directory --owner electionadmin --group electionadmin --mode 0700 /data /data/files
ENV MEDIA_ROOT=/data/files STATIC_ROOT=/app/var/static
VOLUME /data
USER 10001:10001
EXPOSE 8000
CMD ["gunicorn", "--config", "docker/gunicorn.conf.py", "electionadmin.wsgi:application"]
