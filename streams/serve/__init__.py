"""Every HTTP route, and the read store behind them."""
