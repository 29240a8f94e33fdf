"""Many deliberations: what is compared, on which questions, measured how; and the command line."""
