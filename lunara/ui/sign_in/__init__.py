"""Sign-in on the server side: sessions behind an opaque cookie, verified tokens, and the form."""
