/** Frozen: the tables of an archive of lists. */
import { type CreateTableBuilder, type Kysely, sql } from 'kysely';
import { COUNTS } from './migration-001-archive.ts';

export async function createListTables(db: Kysely<unknown>, dialect: 'sqlite' | 'postgres'): Promise<void> {
  // Texts are compared byte by byte in both, so that both order alike.
  const text = dialect === 'postgres' ? sql`text collate "C"` : sql`text`;
  const create = async (
    name: string,
    key: readonly string[],
    columns: Readonly<Record<string, 'int' | 'bigint' | 'float' | 'text' | 'int?' | 'bigint?' | 'text?'>>,
  ) => {
    let table: CreateTableBuilder<string, string> = db.schema.createTable(name);
    for (const [column, described] of Object.entries(columns)) {
      const type = described.replace('?', '');
      const sqlType =
        type === 'text'
          ? text
          : type === 'float'
            ? sql`double precision`
            : type === 'int'
              ? sql`integer`
              : sql`bigint`;
      table = table.addColumn(column, sqlType, (definition) =>
        described.endsWith('?') ? definition : definition.notNull(),
      );
    }
    table = table.addPrimaryKeyConstraint(`${name}_by_key`, [...key]);
    await (dialect === 'sqlite' ? table.modifyEnd(sql`without rowid`) : table).execute();
  };
  const counts = Object.fromEntries(COUNTS.map((count) => [count, 'bigint?'] as const));

  await create('usage_row', ['list', 'day', 'id'], {
    list: 'int',
    day: 'int',
    id: 'text',
    position: 'bigint?',
    name: 'text',
    name_folded: 'text',
    creator_id: 'text?',
    created_at: 'text?',
    created_ms: 'bigint?',
    last_edit_at: 'text?',
    last_edit_ms: 'bigint?',
    last_visit_at: 'text?',
    last_visit_ms: 'bigint?',
    collected: 'int',
    asked_ms: 'bigint',
    settled: 'int',
    ...counts,
  });
  await create('list_page', ['list', 'day', 'page'], {
    list: 'int',
    day: 'int',
    page: 'bigint',
    row_count: 'int',
    has_next: 'int',
    asked_ms: 'bigint',
    settled: 'int',
  });
  await create('absence', ['list', 'day', 'id'], {
    list: 'int',
    day: 'int',
    id: 'text',
    asked_ms: 'bigint',
    settled: 'int',
    silences: 'int',
  });
  await create('list_day', ['list', 'day'], {
    list: 'int',
    day: 'int',
    row_count: 'int',
    complete: 'int',
    not_collected: 'int',
    summed_rows: 'int?',
    ...counts,
  });
  await create('entity', ['list', 'id'], {
    list: 'int',
    id: 'text',
    name: 'text',
    name_folded: 'text',
    named_on: 'int',
    creator_id: 'text?',
    first_day: 'int?',
    last_day: 'int?',
  });
  await create('slot_ledger', ['lane'], { lane: 'text', last_start_ms: 'float', held_until_ms: 'float' });
  await create('slot_sharer', ['holder'], { holder: 'text', seen_ms: 'float' });
  await create('day_lease', ['list', 'day'], {
    list: 'int',
    day: 'int',
    holder: 'text',
    expires_ms: 'float',
  });

  const index = (name: string, table: string, columns: string[]) =>
    db.schema.createIndex(name).on(table).columns(columns);
  await index('usage_row_of_id', 'usage_row', ['id', 'day']).execute();
  await index('usage_row_by_place', 'usage_row', ['list', 'day', 'position']).unique().execute();
  await index('absence_of_id', 'absence', ['id', 'day']).execute();
  await index('entity_by_name', 'entity', ['list', 'name_folded', 'id']).execute();
}
