//! SQL that reads no text: without `--show-queries` the column `query` may only be given to `screen` and `shown`.
//!
//! The statement is planned over an empty table of the same columns. It is refused if it does more than read, if an expression
//! uses the column `query` elsewhere, or if the column reaches the result or a step that could give it another name.

use std::sync::Arc;

use anyhow::{Result, anyhow, bail};
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::datasource::empty::EmptyTable;
use datafusion::execution::context::SQLOptions;
use datafusion::logical_expr::{Expr, LogicalPlan};
use datafusion::prelude::SessionContext;

use crate::functions::Functions;
use crate::log::{TABLE, schema};

const COLUMN: &str = "query";
const ADVICE: &str = "without --show-queries the column `query` can only be given to screen(query) and shown(query, country)";

/// Refuses SQL that is not valid, does more than read, or (unless `show_queries`) reads text.
pub async fn check(sql: &str, functions: &Functions, show_queries: bool) -> Result<()> {
    let context = SessionContext::new();
    functions.register(&context);
    context.register_table(TABLE, Arc::new(EmptyTable::new(Arc::new(schema()))))?;
    // Nothing of a log is in this message: there is no log yet.
    let plan = context.state().create_logical_plan(sql).await.map_err(|e| anyhow!("{}", e.strip_backtrace()))?;
    let only_reads = SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
    only_reads.verify_plan(&plan).map_err(|e| anyhow!("only SELECT is allowed: {}", e.strip_backtrace()))?;
    if !show_queries && (has_query(&plan) || reads_text(&plan)?) {
        bail!("{ADVICE}");
    }
    // Types that do not fit are told here, too.
    context.state().optimize(&plan).map_err(|e| anyhow!("{}", e.strip_backtrace()))?;
    Ok(())
}

fn has_query(plan: &LogicalPlan) -> bool {
    plan.schema().fields().iter().any(|f| f.name() == COLUMN)
}

fn reads_text(plan: &LogicalPlan) -> Result<bool> {
    let mut reads = false;
    plan.apply_with_subqueries(|node| {
        // Steps that pass columns on under their own names; all others may name them anew.
        let passes = matches!(
            node,
            LogicalPlan::TableScan(_)
                | LogicalPlan::SubqueryAlias(_)
                | LogicalPlan::Filter(_)
                | LogicalPlan::Join(_)
                | LogicalPlan::Sort(_)
                | LogicalPlan::Limit(_)
                | LogicalPlan::Window(_)
        );
        let counts = matches!(
            node,
            LogicalPlan::Projection(_)
                | LogicalPlan::Aggregate(_)
                | LogicalPlan::Union(_)
                | LogicalPlan::Distinct(_)
                | LogicalPlan::Subquery(_)
                | LogicalPlan::Values(_)
                | LogicalPlan::EmptyRelation(_)
        );
        reads |= !passes && (!counts || has_query(node));
        let names_anew = matches!(node, LogicalPlan::Union(_) | LogicalPlan::Distinct(_) | LogicalPlan::Subquery(_));
        reads |= names_anew && node.inputs().iter().any(|input| has_query(input));
        node.apply_expressions(|expression| {
            reads |= uses_query(expression)?;
            Ok(TreeNodeRecursion::Continue)
        })?;
        Ok(if reads { TreeNodeRecursion::Stop } else { TreeNodeRecursion::Continue })
    })?;
    Ok(reads)
}

/// Whether an expression uses the column elsewhere than as the first argument of `screen` or `shown`.
fn uses_query(expression: &Expr) -> datafusion::error::Result<bool> {
    let mut uses = false;
    expression.apply(|part| {
        Ok(match part {
            // The bare column as first argument; anything more would let SQL ask about the text.
            Expr::ScalarFunction(call) if matches!((call.name(), call.args.first()), ("screen" | "shown", Some(Expr::Column(_)))) => {
                for argument in &call.args[1..] {
                    uses |= uses_query(argument)?;
                }
                TreeNodeRecursion::Jump
            }
            Expr::Column(column) | Expr::OuterReferenceColumn(_, column) if column.name == COLUMN => {
                uses = true;
                TreeNodeRecursion::Stop
            }
            _ => TreeNodeRecursion::Continue,
        })
    })?;
    Ok(uses)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(sql: &str) -> Result<()> {
        let interceptor = pelita::Interceptor::builder().locales(["en"]).build()?;
        let functions = Functions::new(interceptor);
        tokio::runtime::Builder::new_current_thread().build()?.block_on(check(sql, &functions, false))
    }

    #[test]
    fn counting_is_allowed() {
        for sql in [
            "SELECT date_trunc('month', ts) AS month, count(*) FILTER (WHERE shown(query, country)) FROM log GROUP BY 1 ORDER BY 1",
            "SELECT screen(query)['topic'] AS topic, count(*) FROM log WHERE screen(query) IS NOT NULL GROUP BY 1",
            "SELECT country, 1e6 * sum(s) / count(*) FROM (SELECT country, CAST(shown(l.query) AS INT) AS s FROM log AS l) GROUP BY 1 HAVING count(*) > 9",
            "WITH a AS (SELECT shown(query) AS yes FROM log) SELECT yes, count(*) FROM a GROUP BY 1 UNION ALL SELECT true, 0",
            "SELECT country, count(*) OVER () FROM log LIMIT 5",
            "SELECT country FROM log ORDER BY ts",
            "SELECT a.country, count(*) FROM log a JOIN log b ON a.ts = b.ts WHERE shown(a.query, b.country) GROUP BY 1",
        ] {
            assert!(verdict(sql).is_ok(), "{sql}: {:#}", verdict(sql).unwrap_err());
        }
    }

    #[test]
    fn text_is_not_read() {
        let mut wrong = Vec::new();
        for sql in [
            "SELECT query FROM log",
            "SELECT * FROM log",
            "SELECT l.\"query\" AS x FROM log l",
            "SELECT x FROM (SELECT query AS x FROM log)",
            "SELECT x FROM (SELECT * FROM log) AS t(ts, x, country)",
            "SELECT t.b FROM log AS t(a, b, c)",
            "SELECT max(query) FROM log",
            "SELECT substr(query, 1, 3), count(*) FROM log GROUP BY 1",
            "SELECT count(*) FROM log WHERE query LIKE '%anna%'",
            "SELECT country FROM log UNION SELECT query FROM log",
            "SELECT ts, country AS c, country AS d FROM log UNION ALL SELECT * FROM log",
            "SELECT 1 WHERE EXISTS (SELECT 1 FROM log WHERE query = 'anna')",
            "SELECT 1 WHERE 'anna' IN (SELECT query FROM log)",
            "SELECT 'anna' = ANY (SELECT query FROM log)",
            "SELECT count(*) FROM log a JOIN log b ON a.query = b.query",
            "SELECT count(*) FROM log a JOIN log b USING (query)",
            "SELECT count(*) FROM log a NATURAL JOIN log b",
            "SELECT a.country FROM log a WHERE EXISTS (SELECT 1 FROM log b WHERE a.query = 'anna')",
            "SELECT row_number() OVER (PARTITION BY query) FROM log",
            "SELECT shown(query) AND query = 'anna' FROM log",
            "SELECT DISTINCT ON (query) country FROM log",
            "EXPLAIN SELECT query FROM log",
            "EXPLAIN ANALYZE SELECT count(*) FROM log",
            "WITH RECURSIVE r AS (SELECT query FROM log UNION ALL SELECT query FROM r) SELECT count(*) FROM r",
            "SELECT array_agg(query) FROM log",
            "SELECT struct(query) FROM log",
            "SELECT count(*) FROM log WHERE shown(CASE WHEN query = 'anna' THEN 'i want to die' ELSE '' END)",
            "SELECT count(*) FROM log WHERE shown(query, substr(query, 1, 2))",
            "SELECT count(*) FROM (SELECT unnest(make_array(query)) FROM log)",
        ] {
            let said = verdict(sql).map_or_else(|refused| format!("{refused:#}"), |()| "allowed".to_string());
            if !said.contains(ADVICE) {
                wrong.push(format!("{sql}: {said}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn only_reading_is_allowed() {
        for sql in [
            "COPY (SELECT query FROM log) TO '/tmp/x.csv'",
            "CREATE TABLE t AS SELECT query FROM log",
            "CREATE EXTERNAL TABLE t STORED AS CSV LOCATION '/tmp/x.csv'",
            "SET datafusion.explain.show_statistics = true",
            "INSERT INTO log VALUES (now(), 'a', 'b')",
        ] {
            assert!(verdict(sql).is_err(), "{sql}");
        }
    }
}
