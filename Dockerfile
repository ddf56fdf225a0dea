FROM python:3.11-slim-bookworm
RUN useradd --create-home --uid 10001 pegel && mkdir /var/lib/pegel && chown pegel /var/lib/pegel
WORKDIR /srv/pegel
COPY pyproject.toml README.md LICENSE ./
COPY schemas schemas
COPY streams streams
RUN pip install --no-cache-dir .
USER pegel
ENV PEGEL_DATA=/var/lib/pegel PEGEL_LOG_FORMAT=json
VOLUME /var/lib/pegel
EXPOSE 6066
CMD ["pegel", "run"]
