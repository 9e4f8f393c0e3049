@rem cmd.exe has no exec. With it, npm start hands signals to the service instead of to a shell in between.
@%*
