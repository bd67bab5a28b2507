"""Raw text or HTML to an `Article`: what the page says, without the chrome around it."""
