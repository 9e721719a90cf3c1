import { all, sql, type Sql, type View } from '#platform/read-store';
import { agreementRegister } from '#read/agreement';

/** A version of an agreement that names a document by its hash, or whose whole content has it. */
export type AgreedDocument = {
  readonly agreementId: string;
  readonly title: string;
  /** Of the version; the newest of the agreement, and the last that took effect (null: none has). */
  readonly version: number;
  readonly newest: number;
  readonly inEffect: number | null;
  /** What the version calls the document; null: the hash is that of its content. */
  readonly document: string | null;
};

/**
 * Where a hash is recorded: the SHA-256 of a file, or (`contentHash`) of a content in canonical JSON (RFC 8785). It looks through every
 * version of every agreement, or of one.
 */
export const agreedDocuments = (
  view: View,
  {
    sha256,
    contentHash,
    agreementId,
  }: { sha256: string; contentHash: string | null; agreementId: string | null },
): Sql<AgreedDocument> => sql<AgreedDocument>`
  SELECT a.agreement_id, c.content ->> 'title' AS title, c.at::int AS version, a.version AS newest, d.title AS document,
    (SELECT max((v.one ->> 'number')::int) FROM json_array_elements(a.versions) v(one)
      WHERE json_typeof(v.one -> 'effect') = 'object') AS in_effect
  FROM ${view.rows(agreementRegister)} a
    CROSS JOIN LATERAL json_array_elements(a.contents) WITH ORDINALITY c(content, at)
    CROSS JOIN LATERAL (
      SELECT d ->> 'title' AS title FROM json_array_elements(coalesce(c.content -> 'documents', '[]')) d
        WHERE d ->> 'sha256' = ${sha256}
      UNION ALL SELECT NULL WHERE a.versions -> (c.at::int - 1) ->> 'contentHash' = ${contentHash}
    ) d
  WHERE ${all([agreementId !== null && sql`a.agreement_id = ${agreementId}`])}
  ORDER BY a.agreement_id, c.at`;
