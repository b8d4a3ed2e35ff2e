# 一次检索：含“污水”、已完成的问题，最新的在前
curl --silent --get https://archive.example.org/api/v1/problems \
  --data-urlencode "q=污水" \
  --data-urlencode "status=completed" \
  --data-urlencode "sort=new"

# 没有变就不再取：第二次只答 304
curl --silent --output problems.json --etag-save problems.etag https://archive.example.org/api/v1/problems
curl --silent --output problems.json --etag-compare problems.etag https://archive.example.org/api/v1/problems
