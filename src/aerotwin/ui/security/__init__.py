"""Who may ask for what: hosts and origins, tokens against forged requests, headers of every answer."""
