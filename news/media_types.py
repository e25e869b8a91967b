"""What an issue may be sent as."""

TEXT, MARKDOWN, HTML, MAIL = "text/plain", "text/markdown", "text/html", "message/rfc822"
MEDIA_TYPES = (TEXT, MARKDOWN, HTML, MAIL)
