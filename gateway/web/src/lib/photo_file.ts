// A photo as a person chose it, made ready on the phone: turned upright, made smaller and written anew as
// JPEG, so that where and with what it was taken never leaves the phone. The hub cleans it again. What
// this browser cannot read (HEIC, on most) goes as it is, for the hub to read.
export const LONGEST = 1600;
export const MOST_BYTES = 10_485_760;
const QUALITY = 0.86;

export interface ReadyPhoto {
  bytes: Uint8Array;
  // Whether this browser could read it, and so show and clean it.
  cleaned: boolean;
}

export class NoPhoto extends Error {}

// Brands of ISO media files that are HEIC or HEIF.
const HEIC = /^ftyp(heic|heix|hevc|heim|heis|hevm|mif1|msf1)/;
export const isHeic = (bytes: Uint8Array) => HEIC.test(String.fromCharCode(...bytes.subarray(4, 12)));

// Width and height with the longer side at most LONGEST; nothing is made larger.
export function within(width: number, height: number, longest = LONGEST): [number, number] {
  const scale = Math.min(1, longest / Math.max(width, height));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

// An image element turns a photo the way its EXIF says, in every browser that the hub supports.
async function read(file: Blob): Promise<HTMLImageElement> {
  const url = URL.createObjectURL(file);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(url);
  }
}

async function rewrite(image: HTMLImageElement): Promise<Uint8Array> {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = within(image.naturalWidth, image.naturalHeight);
  const pen = canvas.getContext("2d")!;
  // What was see-through becomes white, not black.
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  if (!blob) throw new NoPhoto("This photo is too large for this phone. Choose a smaller one");
  return new Uint8Array(await blob.arrayBuffer());
}

export async function makeReady(file: File): Promise<ReadyPhoto> {
  const image = await read(file).catch(() => undefined);
  if (image) return { bytes: await rewrite(image), cleaned: true };
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (!isHeic(bytes)) throw new NoPhoto("This is not a photo that can be read. Choose a JPEG, PNG, WebP or HEIC photo");
  if (bytes.length > MOST_BYTES) throw new NoPhoto("This photo is larger than 10 MB. Choose a smaller one");
  return { bytes, cleaned: false };
}
