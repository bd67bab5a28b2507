"""What `clippings setup` imports into Kibana: data views, searches and dashboards, made from one description."""
