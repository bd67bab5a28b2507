"""What `clippings setup` imports into Kibana: data views, searches and dashboards, from one description."""
