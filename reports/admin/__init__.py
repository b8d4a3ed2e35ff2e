"""The admin: editors correct here, operators see what imports did."""
