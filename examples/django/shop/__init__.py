"""A shop whose users may reset their passwords."""
