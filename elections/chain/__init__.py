"""The chain of steps of an election: what the rulebooks say of it, its state, and every change of state."""
