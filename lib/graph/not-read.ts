/**
 * Writes down beside the connection of the tenant $1 which lists the fetch $2 was refused, for the coverage: those that it stored are none of
 * them any more, and of those that it did not come to nothing new is known.
 */
export const keepNotReadSql = `UPDATE graph_connections SET not_read = ARRAY(
    SELECT unnest(not_read) UNION SELECT source FROM graph_fetch_sources WHERE operation_run_id = $2 AND status = 'refused'
    EXCEPT SELECT source FROM graph_fetch_sources WHERE operation_run_id = $2 AND status = 'stored' ORDER BY 1)
  WHERE tenant_id = $1`;
