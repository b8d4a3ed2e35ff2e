# 各类问题各有多少：每个类别的数都是准确的 · how many problems of each category: exact numbers
library(jsonlite)

found <- fromJSON("https://archive.example.org/api/v1/search?year_from=2020")
counts <- found$facets$category
names <- fromJSON("https://archive.example.org/api/v1/categories")$items
table <- merge(counts, names, by.x = "value", by.y = "code")
print(table[order(-table$count), c("value", "count")])
