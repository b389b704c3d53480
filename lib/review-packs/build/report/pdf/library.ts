import { zlibSync } from "fflate";
import PDFDocument from "pdfkit";

/** A document of the PDF library. */
export type Pdf = PDFKit.PDFDocument;

/** An element of the document's structure, which screen readers and exports follow. */
export type StructureElement = ReturnType<Pdf["struct"]>;

interface Reference {
  buffer: Uint8Array[];
  data: Record<string, unknown>;
  finalize(): void;
}

/**
 * An empty document, tagged and in English. The same calls give the same bytes on any machine: dates and id come from
 * `asOf`, and streams are compressed by fflate, because Node's zlib gives other bytes in other versions (docs/decisions/008).
 */
export function openPdf(info: { title: string; author: string; subject: string; creator: string; asOf: Date }): Pdf {
  const { title, author, subject, creator, asOf } = info;
  const pdf = new PDFDocument({
    // No font until one is chosen: the library's default is not embedded.
    font: "",
    autoFirstPage: false,
    bufferPages: true,
    compress: false,
    size: "A4",
    margin: 0,
    pdfVersion: "1.7",
    tagged: true,
    lang: "en",
    displayTitle: true,
    info: { Title: title, Author: author, Subject: subject, Creator: creator, CreationDate: asOf, ModDate: asOf },
  });
  compressWith(pdf, (bytes) => zlibSync(bytes, { level: 6 }));
  return pdf;
}

/** Compresses each stream that is not compressed when it ends. */
function compressWith(pdf: Pdf, deflate: (bytes: Uint8Array) => Uint8Array): void {
  const ref = pdf.ref.bind(pdf);
  pdf.ref = (data: object) => {
    const made = ref(data);
    const reference = made as unknown as Reference;
    const finalize = reference.finalize.bind(reference);
    reference.finalize = () => {
      // The document's own description stays legible.
      if (reference.buffer.length > 0 && !reference.data.Filter && reference.data.Type !== "Metadata") {
        reference.buffer = [deflate(Buffer.concat(reference.buffer))];
        reference.data.Filter = "FlateDecode";
      }
      finalize();
    };
    return made;
  };
}

/** Ends the document. @returns its bytes. */
export async function closePdf(pdf: Pdf): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  pdf.on("data", (part: Uint8Array) => parts.push(part));
  const ended = new Promise<void>((resolve, reject) => pdf.once("end", resolve).once("error", reject));
  pdf.end();
  await ended;
  return Buffer.concat(parts);
}
