"""The bucket of the batch files, made once; the login is that of the usual AWS variables."""

from __future__ import annotations

import sys

from s3fs import S3FileSystem


def main(bucket: str) -> None:
    """Make `bucket` if it is not there."""
    store = S3FileSystem()
    if not store.exists(bucket):
        store.mkdir(bucket)
    print(f"the bucket {bucket} is there")


if __name__ == "__main__":
    main(sys.argv[1])
