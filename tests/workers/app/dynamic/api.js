export const load = () => import('nomba-revoke/workerd');
