# The served image: what serving needs, without training and without torch.
#   docker build -t sitrep .
#   docker run --rm -p 127.0.0.1:8000:8000 -v sitrep:/state sitrep
FROM python:3.11-slim AS needs
COPY pyproject.toml constraints.txt /src/
WORKDIR /src
RUN python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['dependencies'], sep='\n')" > needs.txt \
    && python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check -c constraints.txt -r needs.txt

FROM python:3.11-slim
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin sitrep \
    && mkdir /state \
    && chown sitrep /state
COPY --from=needs /venv /venv
WORKDIR /app
COPY LICENSE NOTICE ./
COPY news ./news
COPY models ./models
COPY store ./store
COPY serving ./serving
COPY data/taxonomy.json ./data/
COPY data/newsletters ./data/newsletters
COPY artifacts ./artifacts
ENV PATH=/venv/bin:$PATH PYTHONPATH=/app PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 SITREP_HOME=/state
USER 10001
VOLUME /state
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/livez', timeout=4)"]
ENTRYPOINT ["python", "-m", "serving"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
