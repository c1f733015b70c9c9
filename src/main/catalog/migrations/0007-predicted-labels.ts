/**
 * Labels that a segmentation network made for pictures that have none. They lie in the workspace and serve style references alone. A picture
 * that changes, or is found to have a label of its own, loses its predicted one, whoever writes it; one that moved keeps it.
 */
export const predictedLabels = `
CREATE TABLE predicted_label (
  image_id INTEGER PRIMARY KEY REFERENCES image (id) ON DELETE CASCADE,
  -- train ids as an 8-bit PNG: relative to the workspace, '/' between the parts
  file TEXT NOT NULL UNIQUE,
  -- of the network's file
  network_sha256 BLOB NOT NULL CHECK (length(network_sha256) = 32),
  -- JSON of size, mean, std and classes as the network was run
  options TEXT NOT NULL,
  -- as image.class_pixels
  class_pixels BLOB NOT NULL CHECK (length(class_pixels) = 80),
  made_utc TEXT NOT NULL
) STRICT;

CREATE TRIGGER predicted_label_outdated AFTER UPDATE OF bytes, modified_ms, partial_hash, label_path ON image
WHEN NEW.label_path IS NOT NULL OR NEW.bytes <> OLD.bytes OR NEW.modified_ms <> OLD.modified_ms OR NEW.partial_hash <> OLD.partial_hash
BEGIN
  DELETE FROM predicted_label WHERE image_id = NEW.id;
END;
${['INSERT', 'UPDATE', 'DELETE']
  .map(
    (event) => `
CREATE TRIGGER predicted_label_${event.toLowerCase()} AFTER ${event} ON predicted_label BEGIN
  UPDATE catalog_state SET value = value + 1 WHERE key = 'revision';
  UPDATE image SET revision = (SELECT value FROM catalog_state WHERE key = 'revision')
    WHERE id = ${event === 'DELETE' ? 'OLD' : 'NEW'}.image_id;
END;`,
  )
  .join('')}
`
