/** Our five roles for the organization plugin; what they may do in the API is in scopesOfRole. */
import { createAccessControl } from "better-auth/plugins/access";
import {
  adminAc,
  defaultStatements,
  memberAc,
  ownerAc,
} from "better-auth/plugins/organization/access";

export const accessControl = createAccessControl(defaultStatements);

export const workspaceRoles = {
  owner: ownerAc,
  admin: adminAc,
  approver: memberAc,
  member: memberAc,
  viewer: memberAc,
};
