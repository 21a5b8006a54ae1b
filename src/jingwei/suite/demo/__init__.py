"""示范工厂, the demo factory: its data as text, and the story that sets its orders in motion."""
