/** SQL: the kinds of update that bring a version of a message; of those two under different ids may be one. */
export const messageKinds = `('message', 'edited_message', 'channel_post', 'edited_channel_post',
  'business_message', 'edited_business_message')`;
