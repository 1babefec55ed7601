-- Every id that a chat has had, where it has moved. Volatile, so that it looks anew: a claim that
-- waited for a move to be committed sends to the new id, and has to know it for one of the chat's.
CREATE FUNCTION "ids_of_moved_chat"(workspace text, connection text, chat text) RETURNS jsonb
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  RETURN (
    SELECT coalesce(jsonb_agg(k."chat_id"), '[]'::jsonb) FROM "chats" h JOIN "chats" k
      ON k."workspace_id" = h."workspace_id" AND k."connection_id" = h."connection_id"
        AND (k."migrated_to" = h."migrated_to" OR k."chat_id" = h."migrated_to")
    WHERE h."workspace_id" = workspace AND h."connection_id" = connection
      AND h."chat_id" = chat AND h."migrated_to" IS NOT NULL);
END $$;
