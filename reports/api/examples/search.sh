# 一次检索：含“污水”、已完成的问题，最新的在前 · one search: finished problems with 污水, the newest first
curl --silent --get https://archive.example.org/api/v1/problems \
  --data-urlencode "q=污水" \
  --data-urlencode "status=completed" \
  --data-urlencode "sort=new" \
  --output found.json

# 没有变就不再取：第二次只答 304 · what did not change is not sent again: the second answer is 304
curl --silent --output reports.json --etag-save reports.etag https://archive.example.org/api/v1/reports
curl --silent --output reports.json --etag-compare reports.etag --write-out "%{http_code}\n" \
  https://archive.example.org/api/v1/reports
