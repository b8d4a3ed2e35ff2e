"""All problems of a question, page by page, to the last: a line of JSON for each."""

import json
from urllib.parse import urlencode
from urllib.request import urlopen

address = "https://archive.example.org/api/v1/problems?" + urlencode({"category": "env", "per_page": 50, "sort": "new"})
while address:
    with urlopen(address) as answer:
        page = json.load(answer)
    for problem in page["items"]:
        print(json.dumps(problem, ensure_ascii=False))
    address = page["next"]
