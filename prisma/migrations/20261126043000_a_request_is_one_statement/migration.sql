-- Where a chat goes on now. Volatile, so that it looks anew: a message that waited for its connection,
-- while a move was being committed, takes its place under the new id.
CREATE FUNCTION chat_goes_on_as(workspace text, connection text, chat text) RETURNS text
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  RETURN coalesce((SELECT migrated_to FROM chats
    WHERE workspace_id = workspace AND connection_id = connection AND chat_id = chat), chat);
END $$;
