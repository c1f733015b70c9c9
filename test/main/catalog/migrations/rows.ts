/**
 * Rows of a catalog as the version of that number had them, by which the test of migrations sees that they survive. A
 * migration that adds tables adds an entry; one that changes tables changes none.
 */
export const rowsOfVersion: Readonly<Record<number, string>> = {
  1: `
    UPDATE catalog_state SET value = 7 WHERE key = 'revision';
    INSERT INTO source (id, root, name, layout, added_utc, walk, whole_walk, walked_utc)
      VALUES (3, '/data/gta', 'GTA5', 'gta5', '2026-01-02T03:04:05.000Z', 2, 2, '2026-01-02T03:04:06.000Z');
    INSERT INTO image (id, source_id, path, label_path, label_encoding, condition, frame, bytes, modified_ms, label_bytes,
        label_modified_ms, walk, reading, partial_hash, width, height, luminance, luminance_spread, colour, sharpness,
        class_pixels, thumbnail, has_problem, revision)
      VALUES (11, 3, 'images/it''s 1.png', 'labels/1.png', 'labelIds', 'clear', '1', 5, 6, 7, 8, 1, 'done', zeroblob(32), 4, 2,
        100.5, 3.5, zeroblob(24), 1.5, zeroblob(80), 1, 1, 7);
    INSERT INTO problem (source_id, image_id, path, problem, message, found_by)
      VALUES (3, 11, 'images/it''s 1.png', 'size-mismatch', 'The label is larger', 'reading');
    INSERT INTO board (id, name, created_utc) VALUES (5, 'Fog of Zurich', '2026-01-02T03:04:05.000Z');
    INSERT INTO board_reference (board_id, condition, image_id, position) VALUES (5, 'fog', 11, 0);`,
  2: `INSERT INTO preference (key, value) VALUES ('gallery.sort', '"name"');`,
  3: `
    INSERT INTO board_change (id, board_id, undone, words, conditions, size)
      VALUES (2, 5, 0, 'put 1 picture on fog', '["fog","snow"]', 1);
    INSERT INTO board_change_reference (change_id, condition, image_id, position) VALUES (2, 'snow', 11, 0);`,
  4: `
    INSERT INTO preset (id, name, condition, created_utc) VALUES (1, 'Soft lamps', 'night', '2026-01-02T03:04:05.000Z');
    INSERT INTO preset_version (id, preset_id, version, settings, created_utc)
      VALUES (9, 1, 3, '{"skip":28}', '2026-01-02T03:04:05.000Z');
    INSERT INTO preview (id, content_id, reference_id, settings, preset_version_id, result, starred, finished_utc)
      VALUES ('0a1b2c3d4e5f6071', 11, 11, '{"skip":28}', 9, '{}', 1, '2026-01-02T03:04:07.000Z');`,
  5: `
    UPDATE transfer_state SET revision = 9;
    INSERT INTO run (id, uid, name, state, position, plan, after_crash, created_utc)
      VALUES (4, '00', 'Adverse', 'paused', 1, '{}', 'ask', '2026-01-02T03:04:05.000Z');
    INSERT INTO transfer_settings (id, settings, preset, preset_version) VALUES (1, '{}', 'paper', 0);
    INSERT INTO transfer (id, run_id, position, block, condition, content_id, reference_id, settings_id, state, output, sha256)
      VALUES (8, 4, 0, 0, 'fog', 11, 11, 1, 'done', 'outputs/a.png', zeroblob(32));
    INSERT INTO transfer_provenance (transfer_id, provenance) VALUES (8, '{}');
    INSERT INTO verdict (transfer_id, verdict, tags, judged_by, judged_utc)
      VALUES (8, 'reject', '["too weak"]', 'a', '2026-01-02T03:04:06.000Z');
    INSERT INTO verdict_change (id, words, size) VALUES (3, 'rejected 1 result', 1);
    INSERT INTO verdict_change_item (change_id, transfer_id) VALUES (3, 8);`,
  6: `
    INSERT INTO block_speed (machine, model, provider, precision, height, width, rows, seconds)
      VALUES ('bench', '', 'cpu', 'fp32', 256, 512, 14, 0.5);`,
  7: `
    INSERT INTO image (id, source_id, path, condition, frame, bytes, modified_ms, walk, revision)
      VALUES (12, 3, 'fog.png', 'fog', '2', 5, 6, 1, 7);
    INSERT INTO predicted_label (image_id, file, network_sha256, options, class_pixels, made_utc)
      VALUES (12, 'labels/12.png', zeroblob(32), '{}', zeroblob(80), '2026-01-02T03:04:08.000Z');`,
}
