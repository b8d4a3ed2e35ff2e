# The site with its dependencies and static files; content lives in the volume /archive and in the database.
FROM python:3.11-slim

# The last one: memory in pages of two megabytes, where the system gives them to whoever asks (xunshi_site/huge_pages.py).
ENV PYTHONUNBUFFERED=1 PYTHONUTF8=1 ARCHIVE_HOME=/archive GLIBC_TUNABLES=glibc.malloc.hugetlb=1
WORKDIR /app

COPY requirements.txt .
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt

COPY . .
# The throw-away home holds the secret that settings make for local use; it stays out of the image's last layer.
RUN useradd --system --uid 10001 archive \
    && install -d -o archive -g archive /archive \
    && python -m compileall -q reports xunshi_site \
    && ARCHIVE_HOME=/tmp/build python manage.py collectstatic --noinput \
    && rm -r /tmp/build

USER archive
VOLUME /archive
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=6s --start-period=60s CMD ["python", "-m", "xunshi_site.probe"]
CMD ["sh", "-c", "python manage.py migrate --noinput && exec gunicorn --config python:xunshi_site.gunicorn --bind 0.0.0.0:8000 xunshi_site.wsgi"]
