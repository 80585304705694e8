"""What things are called: the owners, their colours, and phrases made of them. Imports nothing of the course."""
