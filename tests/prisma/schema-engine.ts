import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import * as engine from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";

/**
 * Prisma's own differ, as WebAssembly: the schema engine that the CLI downloads cannot be had everywhere.
 * @returns the SQL that would turn the database's public schema into what the schema file says.
 */
export async function diffAgainstSchema(databaseUrl: string, schemaFile: string): Promise<string> {
  await loadEngine();
  const schema = { path: path.resolve(schemaFile), content: await readFile(schemaFile, "utf8") };
  const pool = new CatalogPool({ connectionString: databaseUrl });
  const adapters = bindMigrationAwareSqlAdapterFactory(new CatalogAdapters(pool));
  const instance = await engine.SchemaEngine.new({ datamodels: [[schema.path, schema.content]] }, () => {}, adapters);
  try {
    const { stdout } = await instance.diff({
      from: { tag: "schemaDatasource", files: [schema], configDir: path.dirname(schema.path) },
      to: { tag: "schemaDatamodel", files: [schema] },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    return stdout ?? "";
  } finally {
    instance.free();
    await pool.end();
  }
}

/** adapter-pg does not know the catalogue's type "char" (18): it gets text, and the engine the type that it expects. */
class CatalogAdapters extends PrismaPg {
  readonly #pool: CatalogPool;

  constructor(pool: CatalogPool) {
    super(pool);
    this.#pool = pool;
  }

  override async connect(): ReturnType<PrismaPg["connect"]> {
    const adapter = await super.connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (query) => {
      const result = await queryRaw(query);
      const characters = this.#pool.characters.get(query.sql);
      const columnTypes = result.columnTypes.map((type, index) =>
        characters?.has(index) ? ColumnTypeEnum.Character : type,
      );
      return { ...result, columnTypes };
    };
    return adapter;
  }
}

class CatalogPool extends pg.Pool {
  /** Per query the columns of type "char". */
  readonly characters = new Map<string, Set<number>>();

  override query = (async (config: pg.QueryConfig, values?: unknown[]) => {
    const client = await this.connect();
    try {
      const result = await client.query({ ...config, values: values ?? config.values ?? [] });
      const found = new Set<number>();
      for (const [index, field] of (result.fields ?? []).entries()) {
        if (field.dataTypeID !== 18) continue;
        found.add(index);
        field.dataTypeID = 25;
      }
      this.characters.set(config.text, found);
      return result;
    } finally {
      client.release();
    }
  }) as pg.Pool["query"];
}

let loaded: Promise<void> | undefined;

/** Node cannot import a .wasm file: it is read and given to the bindings by hand. */
function loadEngine(): Promise<void> {
  loaded ??= (async () => {
    const bindings = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
    const binary = await readFile(path.join(path.dirname(bindings), "schema_engine_bg.wasm"));
    // The bindings call this global when the engine panics.
    Object.assign(globalThis, {
      PRISMA_WASM_PANIC_REGISTRY: {
        set_message(message: string) {
          throw new Error(`The schema engine gave up: ${message}`);
        },
      },
    });
    const imports = { "./schema_engine_bg.js": engine as unknown as WebAssembly.ModuleImports };
    const { instance } = await WebAssembly.instantiate(binary, imports);
    (engine as unknown as { __wbg_set_wasm(exports: WebAssembly.Exports): void }).__wbg_set_wasm(instance.exports);
    (instance.exports.__wbindgen_start as () => void)();
  })();
  return loaded;
}
