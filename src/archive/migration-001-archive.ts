/** Frozen: the tables of an archive that knew apps only. */
import { type CreateTableBuilder, type Kysely, sql } from 'kysely';

export const COUNTS = [
  'app',
  'form_coop',
  'form_workflow',
  'dash',
  'etl',
  'aggregate',
  'public_link',
  'data_trigger',
  'automation',
  'bpa',
  'data',
  'daily_automation_exec',
  'daily_attachment_upload',
];

export async function createAppTables(db: Kysely<unknown>, dialect: 'sqlite' | 'postgres'): Promise<void> {
  // Texts are compared byte by byte in both, so that both order alike.
  const text = dialect === 'postgres' ? sql`text collate "C"` : sql`text`;
  const clustered = <Table extends string, Column extends string>(
    table: CreateTableBuilder<Table, Column>,
  ) => (dialect === 'sqlite' ? table.modifyEnd(sql`without rowid`) : table);

  let appDay = db.schema
    .createTable('app_day')
    .addColumn('day', 'integer', (column) => column.notNull())
    .addColumn('app_id', text, (column) => column.notNull())
    .addColumn('position', 'integer')
    .addColumn('name', text, (column) => column.notNull())
    .addColumn('name_folded', text, (column) => column.notNull())
    .addColumn('creator_id', text)
    .addColumn('created_at', text)
    .addColumn('created_ms', 'bigint')
    .addColumn('last_edit_at', text)
    .addColumn('last_edit_ms', 'bigint')
    .addColumn('last_visit_at', text)
    .addColumn('last_visit_ms', 'bigint')
    .addColumn('collected', 'integer', (column) => column.notNull())
    .addColumn('asked_ms', 'bigint', (column) => column.notNull())
    .addColumn('settled', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('app_day_key', ['day', 'app_id']);
  let archiveDay = db.schema
    .createTable('archive_day')
    .addColumn('day', 'integer', (column) => column.notNull().primaryKey())
    .addColumn('row_count', 'integer', (column) => column.notNull())
    .addColumn('complete', 'integer', (column) => column.notNull())
    .addColumn('apps', 'integer');
  for (const count of COUNTS) {
    appDay = appDay.addColumn(count, 'bigint');
    archiveDay = archiveDay.addColumn(count, 'bigint');
  }
  await clustered(appDay).execute();
  await archiveDay.execute();
  await db.schema.createIndex('app_day_of_app').on('app_day').columns(['app_id', 'day']).execute();

  await clustered(
    db.schema
      .createTable('list_page')
      .addColumn('day', 'integer', (column) => column.notNull())
      .addColumn('page', 'integer', (column) => column.notNull())
      .addColumn('row_count', 'integer', (column) => column.notNull())
      .addColumn('has_next', 'integer', (column) => column.notNull())
      .addColumn('asked_ms', 'bigint', (column) => column.notNull())
      .addColumn('settled', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('list_page_key', ['day', 'page']),
  ).execute();
  await clustered(
    db.schema
      .createTable('absence')
      .addColumn('day', 'integer', (column) => column.notNull())
      .addColumn('app_id', text, (column) => column.notNull())
      .addColumn('asked_ms', 'bigint', (column) => column.notNull())
      .addColumn('settled', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('absence_key', ['day', 'app_id']),
  ).execute();
  await db.schema.createIndex('absence_of_app').on('absence').columns(['app_id', 'day']).execute();
  await db.schema
    .createTable('member')
    .addColumn('member_id', text, (column) => column.notNull().primaryKey())
    .addColumn('name', text, (column) => column.notNull())
    .addColumn('named_on', 'integer', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('slot_claim')
    .addColumn('endpoint', text, (column) => column.notNull().primaryKey())
    .addColumn('last_start_ms', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('day_lease')
    .addColumn('day', 'integer', (column) => column.notNull().primaryKey())
    .addColumn('holder', text, (column) => column.notNull())
    .addColumn('expires_ms', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('archive_origin')
    .addColumn('id', 'integer', (column) => column.notNull().primaryKey())
    .addColumn('origin', text, (column) => column.notNull())
    .execute();
}
