"""The review page: HTTP requests in, pages and decisions out; server-rendered, complete without JavaScript."""
