grant usage on all sequences in schema public to kvitt_app;
