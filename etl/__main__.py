"""`python -m etl` is `clippings`."""

from etl.cli import main

if __name__ == "__main__":
    main()
